/** What can go wrong when a bid is sealed or opened, in words for whoever sits before the page. */

import type { Words } from '../shared/words'

export const FAULTS = {
  insecure: ['The page didn’t come over https, so this browser doesn’t seal; ask for its https address, or use gengxin bid seal', '本页面未经 https 传输，浏览器无法密封；请使用 https 地址，或改用 gengxin bid seal'],
  recipient: ['That is no public key; one begins with age1', '公钥无效；应以 age1 开头'],
  identity: ['That is no secret key; take the file in which yours was kept', '私钥无效；请选择保存私钥的文件'],
  passphrase_short: ['The passphrase has fewer than 12 letters; five words drawn at random do well', '口令少于 12 个字符；建议随机选取五个词'],
  passphrase: ['The passphrase isn’t right, or the file isn’t locked by one; type it again', '口令不正确，或该文件未用口令加锁；请重新输入'],
  other_key: ['The file was sealed for another key, or was altered', '文件用其他密钥密封，或已被改动'],
  no_key: ['The offer has no public key to seal to', '该项目没有可用于密封的公钥'],
  key_file: ['That is no key of an offer, or its parts don’t fit each other', '不是项目密钥，或其各部分不一致'],
  holders: ['Three holders are needed, each with a key of their own', '需要三位保管人，各有自己的密钥'],
  parts: ['The key has three parts already; two, made by two holders, are enough', '密钥已有三个部分；由两位保管人各制一部分即可'],
  pair: ['Those aren’t two of the three holders in their order', '不是三位保管人中的两位，或顺序不对'],
  share: ['The shares hold another secret than the published key; open with another pair', '分片中的私钥与公布的公钥不符；请换一对保管人开启'],
  question: ['The server asks to confirm something else than what was found here; open the bids anew', '服务器要求确认的内容与此处的开标结果不符；请重新开标'],
  too_large: ['The bid has more than 64 MiB; make attachments smaller', '标书超过 64 MiB；请缩小附件'],
  too_many: ['The bid has more than 200 attachments; put some together', '附件超过 200 个；请合并'],
  name: ['An attachment has a name that some disk can’t take, or that another has; name it anew', '附件名称无法保存或重复；请重新命名'],
  ref: ['Offer or party has no ref that can be sealed', '项目或主体的编号无效'],
  content: ['What is stated can’t be written as JSON', '填报内容无法写成 JSON'],
  package: ['What was sealed isn’t a bid', '密封内容不是标书'],
  receipts: ['Those aren’t the receipts of an offer', '不是项目的收据'],
} as const satisfies Record<string, Words>

export type Fault = keyof typeof FAULTS

/** Why something wasn’t sealed or opened; `detail` names what it is about, if anything. */
export class SealError extends Error {
  constructor(
    readonly fault: Fault,
    readonly detail = '',
  ) {
    super(detail ? `${FAULTS[fault][0]}: ${detail}` : FAULTS[fault][0])
  }

  get words(): Words {
    const [en, zh] = FAULTS[this.fault]
    return this.detail ? [`${en}: ${this.detail}`, `${zh}：${this.detail}`] : [en, zh]
  }
}
