#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int a,b; cin>>a>>b; cout<<(int)((unsigned)a+(unsigned)b)/2;
}
