#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n; cin >> n; vector<ll> a(n); for (auto &x : a) cin >> x;
  ll m=*max_element(a.begin(),a.end()),s=-1; for(ll x:a) if(x!=m) s=max(s,x); cout<<s;
}
