#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  string l;getline(cin,l);int n=stoi(l);while(n--){getline(cin,l);cout<<count(l.begin(),l.end(),' ')+1<<'\n';}
}
