export const LANGUAGES = [
  { id: 'python', name: 'Python', version: '3.11.2', aliases: ['py', 'python3'], kind: 'interpreted' },
];
