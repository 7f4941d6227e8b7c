#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n; cin >> n; vector<ll> a(n); for (auto &x : a) cin >> x;
  int b=0,c=0;for(int i=0;i<n;i++){c=i&&a[i]==a[i-1]?c+1:1;b=max(b,c);}cout<<b;
}
