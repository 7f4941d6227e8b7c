#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  string s; cin>>s; string t(s.rbegin(),s.rend()); cout<<(s==t);
}
