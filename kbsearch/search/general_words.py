"""Words that say little about what is asked: function words, and the commonest words of daily speech.

In a small collection such a word may look rare, and a query about the weather seem to be about the article that happens to have it.
Terms of one language, space-separated: Japanese as lemmas, English as written.
"""

GENERAL = {
    "ja": """
    為る 有る 居る 成る 下さる 教える 知る 場合 方法 仕方 事 物 者 時 為 様 方 的 御 何 何れ
    如何 欲しい 其の 此の 又 関する 因る 就く 良い 出来る 行う 致す 頂く 御座る 言う 何処 何時 何故
    誰 人 日 年 月 回 一 二 三 四 五 六 七 八 九 十 使う 作る 見る 聞く 行く 来る 出る 入る
    入れる 出す 取る 持つ 分かる 思う 考える 違う 意味 理由 時間 今日 明日 今 前 後 中 上 下
    大きい 小さい 高い 低い 多い 少ない 早い 速い 長い 短い 新しい 古い 続く 続ける 始める 終わる
    変える 変わる 決める 合う 合わせる 付ける 掛かる 掛ける 無い 必要 一番 必ず 目 手 所 内 外 間
    化 性 用 名 個 つ 求める 呼ぶ 押さえる 一緒 全部 全て 少し 沢山 最近 昨日 毎日 毎週 毎月 今年
    去年
    """,
    "en": """
    a an the and or but if so because while as than that this these those it its he she they we you i me my your his her
    our their them us him who whom whose which what when where why how is are was were be been being am do does did done
    doing have has had having can could will would shall should may might must ought need dare not no nor never none
    nothing yes of in on at by for with about against between into through during before after above below to from up
    down out off over under again further then once here there all any both each few more most other another some such
    only own same too very just also even still already yet always often sometimes usually ever now soon later today
    tomorrow yesterday one two three four five six seven eight nine ten first second third last next many much little
    less least lot lots several enough half whole get got getting go goes going gone went come comes coming came make
    makes making made take takes taking took taken give gives giving gave given put let keep keeps kept say says said
    tell told ask asks asked know knows knew known think thinks thought see sees saw seen look looks looking find finds
    found want wants wanted like likes liked use uses used using try tries tried seem feel feels felt become leave left
    call called work works working worked start starts begin begins began stop stops end ends turn turns show shows hear
    heard play plays run runs ran move moves live lives believe bring brought happen happens happened write wrote
    written sit stand stood lose lost pay paid meet met include continue set learn learned change changes changed lead
    understand watch follow create speak spoke read allow add spend grow grew open walk win won offer remember love
    consider appear buy bought wait serve die send expect build stay fall cut reach kill remain suggest raise pass sell
    require report decide pull help helps long hold held good better best bad worse worst new old great big small large
    high low short early late young important different able right wrong easy hard fast slow quick far near close away
    together back well really quite almost maybe perhaps however please thanks thank hello hi sure true real free full
    possible impossible main common general special certain clear simple hot cold light dark strong happy sad nice time
    times day days week weeks month months year years hour hours minute minutes seconds morning night evening thing
    things way ways man men woman women people person child children world life hand part parts place case cases point
    points company number numbers group problem problems fact home house area room side kind head question questions
    word words name names line member law car city community team water food money story body level door health art war
    history party result results reason research girl boy guy moment air teacher force education job father mother
    friend difference meaning amount type types size speed cost price rule rules capital something anything everything
    someone anyone everyone somebody anybody everybody somewhere anywhere everywhere faster lower higher longer shorter bigger smaller larger better older newer wider easier harder
    don't doesn't didn't won't can't cannot couldn't isn't aren't wasn't weren't hasn't haven't wouldn't shouldn't
    i'm i've i'll it's that's what's there's you're we're they're let's
    actually instead else without
    within upon around across along among until since per via vs etc
    """,
}
