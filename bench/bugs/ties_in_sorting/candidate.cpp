#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n; cin >> n; vector<ll> a(n); for (auto &x : a) cin >> x;
  vector<int>p(n);iota(p.begin(),p.end(),0);sort(p.begin(),p.end(),[&](int x,int y){return a[x]!=a[y]?a[x]<a[y]:x>y;});for(int x:p)cout<<x<<' ';
}
