#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  ll n;cin>>n;cout<<(n>0&&(n&(n-1))==0);
}
