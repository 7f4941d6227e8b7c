#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  string s;cin>>s;set<char>t(s.begin(),s.end());cout<<t.size();
}
