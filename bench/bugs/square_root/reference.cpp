#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  ll n; cin>>n; ll r=sqrtl(n); while(r*r>n)r--; while((r+1)*(r+1)<=n)r++; cout<<r;
}
