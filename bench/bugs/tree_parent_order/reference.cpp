#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n; cin>>n; vector<vector<int>>g(n+1); for(int i=1;i<n;i++){int u,v;cin>>u>>v;g[u].push_back(v);g[v].push_back(u);} vector<int>d(n+1,-1); d[1]=0; queue<int>q; q.push(1); int m=0; while(q.size()){int u=q.front();q.pop();m=max(m,d[u]);for(int v:g[u])if(d[v]<0)d[v]=d[u]+1,q.push(v);} cout<<m;
}
