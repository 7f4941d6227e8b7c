#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
int main() {
  int y; cin>>y; cout<<(y%4==0&&(y%100!=0||y%400==0));
}
