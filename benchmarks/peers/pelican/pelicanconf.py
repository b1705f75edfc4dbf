"""What an expert sets for speed: no pages, feeds or formatting that nobody reads."""

SITENAME = "Broadsheet"
SITEURL = "http://localhost:8000"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PATH = "content"
ARTICLE_PATHS = ["papers"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = []
THEME_STATIC_DIR = "assets"
DEFAULT_CATEGORY = "paper"
USE_FOLDER_AS_CATEGORY = False
FORMATTED_FIELDS = []
DEFAULT_PAGINATION = 50
PAGINATED_TEMPLATES = {"tag": 50}
DIRECT_TEMPLATES = ["index", "tags", "archives", "sitemap"]

ARTICLE_URL = "papers/{slug}/"
ARTICLE_SAVE_AS = "papers/{slug}/index.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
TAG_URL = "topics/{slug}/"
TAG_SAVE_AS = "topics/{slug}/index.html"
TAGS_SAVE_AS = "topics/index.html"
ARCHIVES_SAVE_AS = "dates/index.html"
YEAR_ARCHIVE_URL = "dates/{date:%Y}/"
YEAR_ARCHIVE_SAVE_AS = "dates/{date:%Y}/index.html"
MONTH_ARCHIVE_URL = "dates/{date:%Y}/{date:%m}/"
MONTH_ARCHIVE_SAVE_AS = "dates/{date:%Y}/{date:%m}/index.html"
DAY_ARCHIVE_URL = "dates/{date:%Y}/{date:%m}/{date:%d}/"
DAY_ARCHIVE_SAVE_AS = "dates/{date:%Y}/{date:%m}/{date:%d}/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
CATEGORY_SAVE_AS = ""
AUTHOR_SAVE_AS = ""
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_ALL_RSS = "feed.xml"
TAG_FEED_RSS = "topics/{slug}/feed.xml"
FEED_MAX_ITEMS = 50
RSS_FEED_SUMMARY_ONLY = False
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None
