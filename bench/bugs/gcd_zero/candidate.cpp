#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  ll a,b; cin>>a>>b; while(a%b){ll t=a%b;a=b;b=t;} cout<<b;
}
