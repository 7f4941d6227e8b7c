#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int n;cin>>n;vector<pair<int,int>>e;while(n--){int l,r;cin>>l>>r;e.push_back({l,1});e.push_back({r,-1});}sort(e.begin(),e.end());int c=0,m=0;for(auto&x:e)m=max(m,c+=x.second);cout<<m;
}
