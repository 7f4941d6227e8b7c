import { beforeEach, expect, it } from 'vitest';
import { LineEditor } from './lineEditor.js';

let shown = '';
let sent: string[] = [];
let editor: LineEditor;
beforeEach(() => {
  [shown, sent] = ['', []];
  editor = new LineEditor({
    echo: (text) => (shown += text),
    onLine: (line) => sent.push(line),
    onEnd: () => sent.push('EOF'),
    onInterrupt: () => sent.push('SIGINT'),
  });
});

it('hands over a line when it is ended, and shows it as it is typed', () => {
  editor.type('4');
  editor.type('2');
  expect([shown, sent]).toEqual(['42', []]);
  editor.type('\r');
  expect([shown, sent]).toEqual(['42\r\n', ['42\n']]);
});

it('hands over each line of a pasted text', () => {
  editor.type('1\r2\r3');
  expect(sent).toEqual(['1\n', '2\n']);
});

it('takes back whole characters', () => {
  editor.type('a😀\u007fb\r');
  expect(sent).toEqual(['ab\n']);
  editor.type('\u007f\r');
  expect(sent).toEqual(['ab\n', '\n']);
});

it('ends the input on an empty line, and sends what there is on another', () => {
  editor.type('x\u0004');
  editor.type('\u0004');
  expect(sent).toEqual(['x', 'EOF']);
});

it('forgets the line when it is interrupted', () => {
  editor.type('half\u0003');
  editor.type('\r');
  expect(sent).toEqual(['SIGINT', '\n']);
});

it('overlooks arrows', () => {
  editor.type('\u001b[A');
  editor.type('1\r');
  expect(sent).toEqual(['1\n']);
});
