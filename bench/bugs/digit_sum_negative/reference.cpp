#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  ll n;cin>>n;n=llabs(n);int s=0;while(n)s+=n%10,n/=10;cout<<s;
}
