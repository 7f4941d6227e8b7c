#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n; cin >> n; vector<ll> a(n); for (auto &x : a) cin >> x;
  int c=1; for(int i=1;i<n;i++) c+=a[i]!=a[i-1]; cout<<c;
}
