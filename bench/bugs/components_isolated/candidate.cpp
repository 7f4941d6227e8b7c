#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n,m;cin>>n>>m;vector<int>f(n+1),s(n+1);iota(f.begin(),f.end(),0);function<int(int)>F=[&](int x){return f[x]==x?x:f[x]=F(f[x]);};while(m--){int u,v;cin>>u>>v;s[u]=s[v]=1;f[F(u)]=F(v);}int c=0;for(int i=1;i<=n;i++)c+=s[i]&&F(i)==i;cout<<c;
}
