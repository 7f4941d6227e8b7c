#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  string s; cin>>s; int d=0,o=1; for(char c:s){d+=c=='('?1:-1; if(d<0)o=0;} cout<<(o&&d==0);
}
