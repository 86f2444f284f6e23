import { expect, test } from 'vitest'
import { inChinese } from './problems'

test.each([
  ["there is no offer '01J'; list the offer records for their refs", "没有推介 '01J'；请在推介列表中查找"],
  ['project P1: you saw version 3, it has 4 now; look at what changed and make your change again', '项目 P1：您看到的是版本 3，现为版本 4；请查看变更后重新修改'],
  ['signing in more than 5 times a minute; wait 12 s', '每分钟登录超过 5 次；请等待 12 秒'],
  ["DELETE can't be asked of /api/words; see /api/openapi.json", '不支持对 /api/words 使用 DELETE；见 /api/openapi.json'],
  ['body.mail: Field required; body.name: String should have at least 1 character; mend it and ask again', 'body.mail：必填；body.name：至少 1 个字符；请修改后重试'],
  ['the password is too easily guessed; choose another, a sentence does well', '密码过于简单；请另选，一句话即可'],
])('the server’s sentence %s is said in Chinese', (english, chinese) => {
  expect(inChinese(english)).toBe(chinese)
})

test('a sentence that nobody wrote a Chinese one for stays as it is', () => {
  expect(inChinese('weights sum to 0.9, must sum to 1')).toBe('weights sum to 0.9, must sum to 1')
})
