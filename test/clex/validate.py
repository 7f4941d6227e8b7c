"""Reads [{ validator, inputs }] as JSON and says of each format which inputs are wrong, and why. Every byte counts."""
import json, re, sys
from reader import DSU, Reader, need

sys.setrecursionlimit(10000)
answers = []
for case in json.load(sys.stdin):
    wrong = []
    code = compile(case['validator'], 'validator', 'exec')
    for text in case['inputs']:
        try:
            exec(code, dict(r=Reader(text, True), need=need, DSU=DSU, re=re))
        except Exception as error:
            wrong.append([text, repr(error)])
    answers.append(wrong)
json.dump(answers, sys.stdout)
