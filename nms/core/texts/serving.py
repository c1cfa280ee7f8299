"""Errors and words of listening: the pages beyond loopback, RADIUS accounting."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "cause.keyExpired": Text("密钥或证书到期", "key expired"),
    # ---- the pages beyond loopback
    "NMS-SERVE-001": Text(
        "web.listen 为 {listen}，超出本机回环地址，但没有 TLS 证书",
        "web.listen is {listen}, beyond loopback, and there is no TLS certificate",
        "在 config.yaml 中设置 web.certificate 和 web.key（见 docs/howto/tls.md），或让 web.listen 为 127.0.0.1",
        "set web.certificate and web.key in config.yaml (docs/howto/tls.md), or web.listen to 127.0.0.1",
    ),
    "NMS-SERVE-002": Text(
        "{given} 为 {value}，但缺少 {missing}",
        "{given} is {value} and {missing} is missing",
        "证书和私钥要么都设置，要么都不设置",
        "set both the certificate and its key, or neither",
    ),
    "NMS-SERVE-003": Text(
        "无法读取 {field} 的文件 {path}：{reason}",
        "{field}: {path} cannot be read: {reason}",
        "改正 config.yaml 中的路径（相对路径从站点目录算起），并允许运行 nms 的用户读取该文件",
        "correct the path in config.yaml (relative: below the site's folder) and let the user of nms read it",
    ),
    "NMS-SERVE-004": Text(
        "web.certificate 的文件 {path} 中没有 PEM 证书",
        "web.certificate: {path} holds no certificate in PEM",
        "给出以 BEGIN CERTIFICATE 开头的文件，本机证书在前，中间证书在后",
        "give a file that begins with BEGIN CERTIFICATE: this host's own first, those of its issuers after it",
    ),
    "NMS-SERVE-005": Text(
        "web.key 的文件 {path} 不是可用的 PEM 私钥",
        "web.key: {path} is no usable private key in PEM",
        "给出不带口令的 PEM 私钥",
        "give a private key in PEM without a passphrase",
    ),
    "NMS-SERVE-006": Text(
        "证书 {certificate} 与私钥 {key} 不匹配",
        "the certificate {certificate} and the key {key} do not fit",
        "给出签发该证书时所用的私钥",
        "give the key that the certificate was issued for",
    ),
    "NMS-SERVE-007": Text(
        "web.key 的文件 {path} 权限为 {mode}：其他用户可以读取或改写",
        "web.key: {path} has mode {mode}: others may read or write it",
        "chmod 600 {path}（与运行 nms 的组共用时为 640）",
        "chmod 600 {path} (640 where the group of nms shares it)",
    ),
    "NMS-SERVE-008": Text(
        "web.certificate 的证书 {path} 已于 {ends} 过期",
        "web.certificate: {path} ended on {ends}",
        "换上新的证书和私钥，再启动",
        "put a new certificate and key there, then start again",
    ),
    "NMS-SERVE-009": Text(
        "web.certificate 的证书 {path} 从 {begins} 起才有效",
        "web.certificate: {path} is not valid before {begins}",
        "核对本机时钟，或换上已生效的证书",
        "check this host's clock, or use a certificate that holds already",
    ),
    "NMS-SERVE-010": Text(
        "web.listen 为 {listen}，超出本机回环地址，但没有启用的管理员账号",
        "web.listen is {listen}, beyond loopback, and there is no enabled account with the role admin",
        "先在本机执行 nms user add 用户名 admin",
        "run nms user add NAME admin on this host first",
    ),
    "NMS-SERVE-011": Text(
        "web.certificate 的证书 {path} 将于 {ends} 到期",
        "web.certificate: {path} ends on {ends}",
        "在此之前换上新的证书；正在运行的服务会自行采用",
        "put a new one there before; what runs takes it up by itself",
    ),
    "NMS-SERVE-012": Text(
        "证书 {path} 不能用于 TLS：{reason}",
        "the certificate {path} cannot be used for TLS: {reason}",
        "换用 RSA 2048 位以上或 ECDSA 的证书",
        "use a certificate with an RSA key of 2048 bits or more, or with ECDSA",
    ),
    "doctor.certificate": Text("页面证书", "Certificate of the pages"),
    "problem.certificate-expiring": Text(
        "页面的 TLS 证书即将到期或不可用", "TLS certificate of the pages ends or fails"
    ),
    "advice.certificate-expiring": Text(
        "换上新的证书和私钥；docs/howto/tls.md",
        "put a new certificate and key in place; docs/howto/tls.md",
    ),
    # ---- RADIUS accounting, 802.1X
    "table.Dot1xPort": Text("802.1X 端口", "802.1X ports"),
    "NMS-SERVE-020": Text(
        "admission.radius.listen 为 {listen}，但没有共享密钥",
        "admission.radius.listen is {listen} and there is no shared secret",
        "执行 nms secret set admission.radius，或设置环境变量 NMS__ADMISSION__RADIUS__SECRET",
        "run nms secret set admission.radius, or set NMS__ADMISSION__RADIUS__SECRET in the environment",
    ),
    "NMS-SERVE-021": Text(
        "无法在 {listen}:{port} 接收 RADIUS 计费：{reason}",
        "cannot hear RADIUS accounting on {listen}:{port}: {reason}",
        "改正 config.yaml 的 admission.radius.listen 和 admission.radius.port",
        "correct admission.radius.listen and admission.radius.port in config.yaml",
    ),
}
