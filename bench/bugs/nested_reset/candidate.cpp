#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int t;cin>>t;ll s=0;while(t--){int n;cin>>n;ll x;while(n--)cin>>x,s+=x;cout<<s<<'\n';}
}
