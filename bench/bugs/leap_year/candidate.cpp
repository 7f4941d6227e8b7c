#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int y; cin>>y; cout<<(y%4==0);
}
