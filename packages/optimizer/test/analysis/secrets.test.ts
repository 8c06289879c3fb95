import { describe, expect, test } from 'vitest'
import { findSecrets } from '../../src/analysis/secrets.ts'

const found = (text: string): string[] => findSecrets(text).map(({ start, end }) => text.slice(start, end))

describe('findSecrets', () => {
  test.each([
    ['sk-proj-a1B2c3D4e5F6g7H8', 'sk-proj-a1B2c3D4e5F6g7H8'],
    ['key: app-Ab12Cd34Ef56Gh78Ij90Kl12', 'app-Ab12Cd34Ef56Gh78Ij90Kl12'],
    ['AKIAQ7RZ2M9X4WKD8TLP', 'AKIAQ7RZ2M9X4WKD8TLP'],
    ['see ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8', 'ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'],
    ['Authorization: Bearer q9W8e7R6t5Y4u3I2', 'q9W8e7R6t5Y4u3I2'],
    ['https://x.example/f?token=q9W8e7R6t5&a=1', 'q9W8e7R6t5'],
    ['postgres://user:pa55w0rdX@db.example/main', 'pa55w0rdX'],
    ['密码：q9W8e7R6', 'q9W8e7R6'],
    ['"api_key": "q9W8e7R6t5Y4"', 'q9W8e7R6t5Y4'],
    ['id 11010519491231002X', '11010519491231002X'],
    ['card 4539 1488 0343 6467', '4539 1488 0343 6467'],
  ])('finds what must not be printed in %s', (text, secret) => {
    expect(found(text)).toEqual([secret])
  })

  test.each([
    'sk-your-key-here-please',
    'sk-xxxxxxxxxxxxxxxxxxxx1',
    'Bearer <token>',
    'password: required',
    'the token is checked by the server',
    'https://docs.example/page?key=overview',
    'order 202411230000123456',
    'tracking 1234 5678 9012 3456',
    'https://news.example/p/3035465134387461',
    'ISBN 978-3-16-148410-0',
  ])('leaves %s alone', (text) => {
    expect(found(text)).toEqual([])
  })

  test('finds a private key with its body', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn\n'
    expect(found(`Sign with ${key}-----END RSA PRIVATE KEY-----`)[0]).toContain('MIIEpAIBAAKCAQEA')
  })
})
