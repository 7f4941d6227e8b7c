#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n; ll x; cin>>n>>x; vector<ll>a(n); for(auto&v:a)cin>>v; cout<<(lower_bound(a.begin(),a.end()-1,x)-a.begin());
}
