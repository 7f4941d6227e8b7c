#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n; cin >> n; vector<ll> a(n); for (auto &x : a) cin >> x;
  int b=0,c=1;for(int i=1;i<n;i++){if(a[i]==a[i-1])c++;else b=max(b,c),c=1;}cout<<b;
}
