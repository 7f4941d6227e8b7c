import sys
from math import sqrt


def sieve(n):
    composite = bytearray(n + 1)
    count = 0
    for i in range(2, n + 1):
        if composite[i]:
            continue
        count += 1
        for k in range(i * i, n + 1, i):
            composite[k] = 1
    return count


def paths(n):
    d = [[(i * 31 + k * 17) % 1000 + 1 for k in range(n)] for i in range(n)]
    for k in range(n):
        for row in d:
            for j in range(n):
                if row[k] + d[k][j] < row[j]:
                    row[j] = row[k] + d[k][j]
    return sum(map(sum, d))


def floats(n):
    total = 0.0
    for i in range(1, n + 1):
        total += sqrt(i * 1.5) / (i + 1.0) + 1.0 / i
    return int(total * 1000)


def words(n):
    seen = {}
    for i in range(n):
        word = "w" + str(i * i % 9973)
        seen[word] = seen.get(word, 0) + 1
    return sum(len(word) * times for word, times in seen.items())


def calls(n):
    return n if n < 2 else calls(n - 1) + calls(n - 2)


print(globals()[sys.argv[1]](int(sys.argv[2])))
