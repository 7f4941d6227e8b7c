#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n,m;cin>>n>>m;vector<int>f(n+1);iota(f.begin(),f.end(),0);function<int(int)>F=[&](int x){return f[x]==x?x:f[x]=F(f[x]);};int c=n;while(m--){int u,v;cin>>u>>v;u=F(u);v=F(v);if(u!=v)f[u]=v,c--;}cout<<c;
}
