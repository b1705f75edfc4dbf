// A digest in S3 (docs/stores.md) behind CloudFront: a function for viewer requests (runtime cloudfront-js-2.0), with a key-value store.
// The origin is the bucket, its path the one of the store's URL (/site). After each build put the version into the key-value store:
//
//   version=$(aws s3 cp s3://bucket/site/current.json - | jq -r .version)
//   etag=$(aws cloudfront-keyvaluestore describe-key-value-store --kvs-arn ARN --query ETag --output text)
//   aws cloudfront-keyvaluestore put-key --kvs-arn ARN --if-match "$etag" --key version --value "$version"
//
// Caches know pages by the version's path, so nothing has to be invalidated.
import cf from "cloudfront";

const store = cf.kvs();

async function handler(event) {
    const request = event.request;
    let path = request.uri;
    if (path.endsWith("/")) {
        path += "index.html";
    } else if (!path.slice(path.lastIndexOf("/")).includes(".")) {
        return { statusCode: 301, statusDescription: "Moved Permanently", headers: { location: { value: path + "/" } } };
    }
    request.uri = "/versions/" + (await store.get("version")) + path;
    return request;
}
