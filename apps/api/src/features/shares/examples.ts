export const SHARE = { code: 'print(input())', language: 'Python', clex: 'N[1,9]' };
export const SHARE_ID = { share_id: '0199b1c2-5f00-7abc-8def-0123456789ab' };
