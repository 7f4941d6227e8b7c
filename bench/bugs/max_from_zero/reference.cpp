#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n; cin >> n; vector<ll> a(n); for (auto &x : a) cin >> x;
  ll m=a[0]; for(ll x:a) m=max(m,x); cout<<m;
}
