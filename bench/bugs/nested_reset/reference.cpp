#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int t;cin>>t;while(t--){int n;cin>>n;ll s=0,x;while(n--)cin>>x,s+=x;cout<<s<<'\n';}
}
