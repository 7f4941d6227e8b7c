#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  string s;cin>>s;set<char>t;for(char c:s)t.insert(tolower(c));cout<<t.size();
}
