package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/go-autorest/autorest"
)

// sharedKey signs requests with the account's key. The client itself only supports Entra ID.
// https://learn.microsoft.com/rest/api/batchservice/authenticate-requests-to-the-azure-batch-service
type sharedKey struct {
	account string
	key     []byte
}

func (credentials sharedKey) WithAuthorization() autorest.PrepareDecorator {
	return func(preparer autorest.Preparer) autorest.Preparer {
		return autorest.PreparerFunc(func(request *http.Request) (*http.Request, error) {
			request, err := preparer.Prepare(request)
			if err == nil {
				request.Header.Set("ocp-date", time.Now().UTC().Format(http.TimeFormat))
				mac := hmac.New(sha256.New, credentials.key)
				mac.Write([]byte(credentials.textToSign(request)))
				signature := base64.StdEncoding.EncodeToString(mac.Sum(nil))
				request.Header.Set("Authorization", fmt.Sprintf("SharedKey %s:%s", credentials.account, signature))
			}
			return request, err
		})
	}
}

func (credentials sharedKey) textToSign(request *http.Request) string {
	length := ""
	// Go sends "Content-Length: 0" with a POST or PUT without a body.
	if request.ContentLength > 0 || request.Method == http.MethodPost || request.Method == http.MethodPut {
		length = strconv.FormatInt(request.ContentLength, 10)
	}
	lines := []string{request.Method, request.Header.Get("Content-Encoding"), request.Header.Get("Content-Language"), length}
	for _, name := range []string{"Content-MD5", "Content-Type", "Date", "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range"} {
		lines = append(lines, request.Header.Get(name))
	}
	var names []string
	for name := range request.Header {
		if strings.HasPrefix(strings.ToLower(name), "ocp-") {
			names = append(names, name)
		}
	}
	sort.Slice(names, func(i, j int) bool { return strings.ToLower(names[i]) < strings.ToLower(names[j]) })
	for _, name := range names {
		lines = append(lines, strings.ToLower(name)+":"+strings.TrimSpace(request.Header.Get(name)))
	}
	return strings.Join(append(lines, "/"+credentials.account+request.URL.EscapedPath()), "\n") + query(request.URL.Query())
}

func query(values url.Values) string {
	var text strings.Builder
	var names []string
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(&text, "\n%s:%s", strings.ToLower(name), strings.Join(values[name], ","))
	}
	return text.String()
}
