/** What the server says of errors, in Chinese: its sentences by their templates, as it writes them in English. */

/** `{}` stands for whatever the server puts there; the same order in both. */
const SENTENCES: readonly (readonly [english: string, chinese: string])[] = [
  // signing in
  ["mail or password isn't right, or the account is locked; try again", '邮箱或密码不正确，或账户已锁定；请重试'],
  ["the old password isn't right; try again", '原密码不正确；请重试'],
  ["this link isn't the one that the server printed; use that one", '此链接不是服务器输出的链接；请使用该链接'],
  ['this invitation was used a moment ago; sign in', '此邀请刚刚已被使用；请登录'],
  ['the password has {} letters, must have {} to {}{}', '密码有 {} 个字符，应为 {} 至 {} 个{}'],
  ['the password is too easily guessed; choose another, a sentence does well', '密码过于简单；请另选，一句话即可'],
  ['mail is {}, must be one as ann@example.org; mend it', '邮箱为 {}，格式应如 ann@example.org；请修改'],
  ['this token lets nobody in; make a new one', '此令牌无效；请新建令牌'],
  // permission
  ['sign in to do this', '请登录后再进行此操作'],
  ['sign in, or show a token, to ask for this', '请登录或出示令牌后再查看'],
  ['none of your roles may {} this ({}); ask an administrator', '您的角色均无权执行此操作（{}：{}）；请联系管理员'],
  ['you may not {} this {}', '您无权执行此操作（{}：{}）'],
  ['a coordinator passes projects into {}; ask one', '项目进入 {} 阶段须由统筹人员批准；请联系统筹人员'],
  ['a matching of teams tells who is interested; ask a coordinator', '团队匹配涉及意向主体；请联系统筹人员'],
  ['matching teams shows who is interested; ask a coordinator', '团队匹配涉及意向主体；请联系统筹人员'],
  ['a page of another site sent this; open the workbench itself', '该请求来自其他网站；请直接打开工作台'],
  ['this is done in a browser that is signed in, not by a token', '此操作须在已登录的浏览器中进行，不能使用令牌'],
  ['the header {} must be the csrf that GET /api/session tells; ask for it', '页面已过期（{}）；请刷新后重试'],
  // absent, changed, settled
  ['there is no {} {}; list the {} records for their refs', '没有{} {}；请在{}列表中查找'],
  ['there is nothing at {}; see /api/openapi.json', '地址 {} 不存在；见 /api/openapi.json'],
  ["{} can't be asked of {}; see /api/openapi.json", '不支持对 {1} 使用 {0}；见 /api/openapi.json'],
  ['there is no file {}; load the page again', '没有文件 {}；请刷新页面'],
  ['you have no token {}; list your tokens for their refs', '您没有令牌 {}；请在令牌列表中查找'],
  ['{} was removed; upload it again', '{} 已被移除；请重新上传'],
  ['{} {}: you saw version {}, it has {} now; look at what changed and make your change again', '{} {}：您看到的是版本 {}，现为版本 {}；请查看变更后重新修改'],
  ['{} {} is {}, and stays as it is; make your change in a copy', '{} {} 处于“{}”状态，不再变更；请在副本中修改'],
  ['job {} is {} already; there is nothing to call off', '任务 {} 已处于“{}”状态，无需取消'],
  ['offer {} is a draft; it has receipts once it is open', '推介 {} 尚为草稿；开放后才有回执'],
  ["bids of offer {} aren't sealed; hand the interest in itself", '推介 {} 的意向无需密封；请直接提交'],
  ['stage is {}, project {} is {}; next may be: {}', '目标阶段为 {}，而项目 {} 处于 {}；下一阶段可为：{}'],
  // offers: what keeps them from being opened, and interest from being handed in
  ['the key of sealed bids has {} parts entered by {} persons, must have at least {} by {}: who makes all parts could open bids alone; let another holder add one', '密封投标密钥有 {} 个部分，由 {} 人录入；至少须有 {} 个部分、由 {} 人录入，否则制作者可单独开标；请由另一位保管人添加一个部分'],
  ['the opening is confirmed by {} holders ({}), must be by {}; let another holder confirm it', '开标已由 {} 位保管人确认（{}），须由 {} 位确认；请另一位保管人确认'],
  ["the key doesn't continue the {} parts that are there; take the key as it is now and add one part to that", '密钥与现有的 {} 个部分不相接；请取得当前密钥后再添加一个部分'],
  ['nobody is {}, must all be filled; look for partners', '角色 {} 尚无人承担，须全部落实；请寻求合作方'],
  ["party {} hasn't agreed to be {}; let it agree", '主体 {} 尚未同意担任 {}；请其确认'],
  ['{} and {} exclude each other; leave one of them out', '{} 与 {} 互相排斥；请去掉其中一方'],
  ['role {} takes {} load units, {} can carry {}; look for a partner in this role', '角色 {} 需 {} 个工作量单位，{} 只能承担 {} 个；请为该角色寻求合作方'],
  ['{} states equity {} in all its roles ({}), must be at most the {} that it says it has', '{} 在各角色中共承诺自有资金 {}（{}），不得超过其登记的 {}'],
  ['equity sums to {} ({}), must be at least {}', '自有资金合计 {}（{}），至少须为 {}'],
  ['party {} has handed in {} bids in offer {}, must be at most {}; the last one counts', '主体 {} 已提交 {} 份标书（推介 {}），至多 {} 份；以最后一份为准'],
  ["the server's disk has no room for this bid; tell who administers it, and hand it in again", '服务器磁盘空间不足；请告知管理员后再次提交'],
  // limits
  ['you asked more than {} times a minute; wait {} s', '您每分钟请求超过 {} 次；请等待 {} 秒'],
  ['asked from this address more than {} times a minute; wait {} s', '来自该地址的请求每分钟超过 {} 次；请等待 {} 秒'],
  ['signing in more than {} times a minute; wait {} s', '每分钟登录超过 {} 次；请等待 {} 秒'],
  ['this took longer than {} s; ask for less at once', '处理超过 {} 秒；请减少单次请求的内容'],
  ['the body has more than {} bytes; send less at once', '内容超过 {} 字节；请减少单次发送的内容'],
  ['the address has {} bytes, at most {}; ask for less at once', '地址有 {} 字节，至多 {} 字节；请缩短'],
  ['the headers have {} bytes, at most {}; ask for less at once', '请求头有 {} 字节，至多 {} 字节；请缩短'],
  ['the place has {} corners, at most {}; simplify it', '图形有 {} 个顶点，至多 {} 个；请简化'],
  ['{} files come in just now; send this one in a while', '正在接收 {} 个文件；请稍后再传'],
  ['another bid of this party, or too many others, come in just now; send this one in a while', '该主体的另一份或过多其他投标正在接收；请稍后再传'],
  ['nothing came for {} s; send the file again', '{} 秒内未收到数据；请重新上传'],
  ['the file broke off; send it again', '文件传输中断；请重新上传'],
  ['the bid broke off; send it again', '投标传输中断；请重新提交'],
  ['the server failed at this; it was logged, tell who administers it', '服务器处理失败，已记录；请告知管理员'],
  // what was sent
  ['unknown query fields {}; there are: {}', '未知的查询字段 {}；可用：{}'],
  ['{} is {}, must be one of {}', '{} 为 {}，应为以下之一：{}'],
  ['{}: Field required', '{}：必填'],
  ['{}: Extra inputs are not permitted', '{}：没有此字段'],
  ['{}: String should have at least {} character{}', '{}：至少 {} 个字符'],
  ['{}: String should have at most {} character{}', '{}：至多 {} 个字符'],
  ['{}: Input should be a valid {}', '{}：应为有效的 {}'],
  ['{}: Input should be greater than or equal to {}', '{}：应不小于 {}'],
  ['{}: Input should be less than or equal to {}', '{}：应不大于 {}'],
  ['{}: Input should be greater than {}', '{}：应大于 {}'],
  ['{}: Input should be less than {}', '{}：应小于 {}'],
  ['{}: Input should be {}', '{}：应为 {}'],
]
const AGAIN = '; mend it and ask again'

const THINGS: Readonly<Record<string, string>> = {
  area: '区域', site: '地块', collection: '图层', run: '成果', job: '任务', upload: '上传文件', programme: '计划', 'kept programme': '计划', project: '项目', offer: '推介',
  party: '主体', person: '人员', 'role grant': '角色授权', layer: '图层', match: '匹配', brief: '任务书', comment: '意见', milestone: '节点', option: '方案',
}

const known = SENTENCES.map(([english, chinese]) => [new RegExp(`^${english.split('{}').map(escaped).join('(.*?)')}$`, 's'), chinese] as const)

/** A sentence of the server in Chinese; one that isn't known stays as it is. */
export function inChinese(sentence: string): string {
  if (sentence.endsWith(AGAIN)) return `${sentence.slice(0, -AGAIN.length).split('; ').map(one).join('；')}；请修改后重试`
  return one(sentence)
}

function one(sentence: string): string {
  for (const [pattern, chinese] of known) {
    const found = pattern.exec(sentence)
    if (!found) continue
    const parts = found.slice(1)
    let next = 0
    return chinese.replace(/\{(\d?)\}/g, (_, at: string) => thing(parts[at ? Number(at) : next++] ?? ''))
  }
  return sentence
}

function thing(word: string): string {
  return THINGS[word] ?? word
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
