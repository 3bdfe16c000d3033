"""Parameters of a URL that name no article: where a reader came from, which session it is, which twin of the page is meant.

What senders document was put together here by hand: click ids of advertisers, campaigns of mailers and counters, what large sites hang on
their own links. A name that some site gives to its articles (id, sid, p, ref) is taken out only with a value that cannot be an article's.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_EVERYWHERE = """
    dclid gad_campaignid gad_source gbraid gclid gclsrc gs_l srsltid usqp wbraid _ga _gl
    fb_action_ids fb_action_types fb_comment_id fb_ref fb_source fbadid fbclid igsh igshid mibextid wtsid
    cvid msclkid ocid twclid ttclid epik sccid li_fat_id lipi qclid rdt_cid _branch_match_id _branch_referrer
    _openstat yadclid ybaip yclid ymclid ysclid mt_click_id rb_clickid
    dicbo obclid oborigurl ob_click_id outbrainclickid tblci taboola_click_id cto_pld irclickid irgwc ef_id s_kwcid adobe_mc
    aff_sub clickid click_id admitad_uid gdfms gdftrk gdffi mkwid pcrid

    _bta_c _bta_tid _hsenc _hsmi _ke _kx __hsfp __hssc __hstc __s hsctatracking mc_cid mc_eid mc_tc mkt_tok dm_i dm_t
    elq elqaid elqak elqat elqcampaignid elqtrack elqtrackid et_rid oly_anon_id oly_enc_id omnisendcontactid
    rb_clickid sb_referer_host spjobid spmailingid spreportid spuserid sfmc_id trk_contact trk_module trk_msg trk_sid
    vero_conv vero_id vgo_ee wickedid ml_subscriber ml_subscriber_hash nltr

    at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_link_id at_link_origin at_link_type at_medium at_ptr_name at_bbc_team
    at_format cmpid cm_mmc frommedia ftag guccounter guce_referrer guce_referrer_sig icid intcid intcmp itid itm_campaign itm_medium
    itm_source ncid ns_campaign ns_fee ns_linkname ns_mchannel ns_source pnespid redirect_log_mongo_id redirect_mongo_id s_cid sc_campaign
    sc_channel sc_content sc_country sc_geo sc_medium sc_outcome sc_publisher smid smtyp soc_src soc_trk spm traffic_source
    trackingid .tsrc tse_id wpisrc wpmm wt_mc wt_zmc wt.mc_id wt.mc_ev wt.tsrc xtor ref_src ref_url rss_source fsrc ftcamp ftcampaign
    hmb_campaign hmb_medium hmb_source mktcid mktval mktcval maca sara_ecid sara_ref sharetype taid sharer_shareid sharer_sharetime
    share_source share_medium share_plat share_token share_from isappinstalled nsukey chksm mpshare vd_source wxshare_count tt_from

    phpsessid jsessionid sessionid session_id oscsid zenid cftoken

    amp _amp amp_js_v amp_gsa amp_lite is_amp isamp outputtype print printable
"""
EVERYWHERE = frozenset(_EVERYWHERE.split())
PREFIXES = (
    *("utm_", "utm-", "mtm_", "matomo_", "pk_", "piwik_", "hsa_", "stm_", "pf_rd_", "cm_mmca", "etcc_", "pinned_post", "taboola_", "vero_"),
    *("aspsessionid", "__twitter_", "__tn__", "__cft__", "__xts__", "_x_tr_", "sfmc_", "fb_action_", "spm_"),
)
_ON = {
    "bbc.com": "intlink_from_url link_location",
    "bilibili.com": "spm_id_from from_source seid",
    "dzen.ru": "clid rid referrer_clid from from_site integration is_autologin_ya place lang feed_exp",
    "facebook.com": "rdid ref refsrc paipv eav hc_ref hc_location share_url acontext notif_t",
    "forbes.com": "sh ss",
    "google.com": "oc ved usg sa ei opi hl gl ceid",
    "instagram.com": "img_index hl",
    "kommersant.ru": "from erid",
    "linkedin.com": "trk trkinfo original_referer rcm midtoken midsig",
    "msn.com": "ei pc form uxmode",
    "nytimes.com": "emc partner campaign_id nl regi_id segment_id instance_id te unlocked_article_code referringsource module pgtype",
    "rbc.ru": "from",
    "reddit.com": "share_id context ref",
    "t.me": "single comment",
    "theguardian.com": "cmp",
    "twitter.com": "s t cxt",
    "x.com": "s t cxt",
    "washingtonpost.com": "tid nid",
    "wsj.com": "mod reflink st",
    "marketwatch.com": "mod",
    "youtu.be": "si feature",
    "youtube.com": "si feature ab_channel pp app",
}
ON = {site: frozenset(names.split()) for site, names in _ON.items()}
"""By the registered name of a site, what is so only there."""

_REFERRER = frozenset(["from", "medium", "origin", "ref", "refer", "referer", "referrer", "source", "src", "via", "xtref"])
_CAME_BY = re.compile(
    r"(?:(?:rss|feed|atom|twitter|tw|x|facebook|fb|telegram|tg|tgm|vk|vkontakte|ok|whatsapp|wa|instagram|linkedin|viber|messenger|social"
    r"|share|shared|sharing|e?mail|newsletter|push|amp|mobile|app|home|homepage|google|googlenews|gnews|yandex|yanews|yxnews|bing|msn)"
    r"[\d._-]*(?:feed|post|share|btn|button|news|app|link|2\.0)?)+",
    re.IGNORECASE,
)
_SESSION = frozenset(["cfid", "phpsid", "s", "session", "sess", "sessid", "sid", "token"])
_A_SESSION = re.compile(r"[0-9a-f]{26,64}", re.IGNORECASE)
_TWIN_NAMES = """
    display format layout mode output page_type service style template theme type version view
"""
_TWIN = frozenset(_TWIN_NAMES.split())
_TWIN_VALUES = """
    amp amphtml m mobile print printable printer print-friendly printer-friendly touch wap
"""
_A_TWIN = frozenset(_TWIN_VALUES.split())
_BLOG = ".blogspot."
_JUDGED_BY_VALUE = _REFERRER | _SESSION | _TWIN | {"m"}


def names_no_article(pair: str, *, host: str, site: str) -> bool:
    """Return whether a ``name=value`` of a query, as it stands there, tells nothing of the article.

    Args:
        pair: with its escapes.
        host: of the URL.
        site: the registered name of the host.
    """
    before, _, after = pair.partition("=")
    name = (unquote(before) if "%" in before else before).lower()
    if name in EVERYWHERE or name.startswith(PREFIXES) or name in ON.get(site, ()):
        return True
    if name not in _JUDGED_BY_VALUE:
        return False
    value = unquote(after).lower()
    return (
        (name in _REFERRER and _CAME_BY.fullmatch(value) is not None)
        or (name in _SESSION and _A_SESSION.fullmatch(value) is not None)
        or (name in _TWIN and value in _A_TWIN)
        or (name == "m" and value in {"0", "1"} and _BLOG in f".{host}.")
    )
