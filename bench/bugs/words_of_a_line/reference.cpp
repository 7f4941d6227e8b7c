#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  string l;getline(cin,l);int n=stoi(l);while(n--){getline(cin,l);stringstream s(l);int c=0;string w;while(s>>w)c++;cout<<c<<'\n';}
}
