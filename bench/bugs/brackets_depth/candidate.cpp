#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  string s; cin>>s; int d=0; for(char c:s)d+=c=='('?1:-1; cout<<(d==0);
}
