#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  ll a,m; cin>>a>>m; cout<<a%m;
}
