#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  string s; cin>>s; int n=s.size(); bool o=true; for(int i=0;i<n/2-1;i++) o&=s[i]==s[n-1-i]; cout<<o;
}
