#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n; cin>>n; vector<int>d(n+1,0),p(n+1,0); for(int i=1;i<n;i++){int u,v;cin>>u>>v;if(u>v)swap(u,v);p[v]=u;} int m=0; for(int v=2;v<=n;v++){d[v]=d[p[v]]+1;m=max(m,d[v]);} cout<<m;
}
