#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n;cin>>n;vector<int>d(n+1,1e9);d[0]=0;for(int i=1;i<=n;i++)for(int c:{1,3,4})if(i>=c)d[i]=min(d[i],d[i-c]+1);cout<<d[n];
}
