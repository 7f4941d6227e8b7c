#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n;cin>>n;int k=0;for(int c:{4,3,1})k+=n/c,n%=c;cout<<k;
}
