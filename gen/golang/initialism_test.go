package golang

import "testing"

func TestNames(t *testing.T) {
	tests := []struct{ name, exported, unexported string }{
		{"name", "Name", "name"},
		{"user_id", "UserID", "userID"},
		{"id", "ID", "id"},
		{"ids", "IDs", "ids"},
		{"user_ids", "UserIDs", "userIDs"},
		{"url", "URL", "url"},
		{"ts", "TS", "ts"},
		{"http_url", "HTTPURL", "httpURL"},
		{"api_urls", "APIURLs", "apiURLs"},
		{"userId", "UserID", "userID"},
		{"userID", "UserID", "userID"},
		{"readFile", "ReadFile", "readFile"},
		{"_private", "Private", "private"},
		{"a__b", "AB", "aB"},
		{"x1_y2", "X1Y2", "x1Y2"},
		{"utf8_text", "UTF8Text", "utf8Text"},
		{"ideal", "Ideal", "ideal"},
		{"GET", "Get", "get"},
		{"NOT_FOUND", "NotFound", "notFound"},
		{"HTTP_URL", "HTTPURL", "httpURL"},
		{"x.y-z", "XYZ", "xYZ"},
		{"2g", "2g", "2g"},
		{"größe", "Größe", "größe"},
		{"été", "Été", "été"},
		{"+", "", ""},
		{"", "", ""},
	}
	for _, test := range tests {
		if got := exported(test.name); got != test.exported {
			t.Errorf("exported(%q) = %q, want %q", test.name, got, test.exported)
		}
		if got := unexported(test.name); got != test.unexported {
			t.Errorf("unexported(%q) = %q, want %q", test.name, got, test.unexported)
		}
	}
}

func TestLowerFirstAndSnake(t *testing.T) {
	tests := []struct{ name, lower, snake string }{
		{"MySession", "mySession", "my_session"},
		{"HTTPServer", "httpServer", "http_server"},
		{"HTTP", "http", "http"},
		{"A", "a", "a"},
		{"ID", "id", "id"},
		{"UserID", "userID", "user_id"},
		{"X1Y", "x1Y", "x1_y"},
		{"GetURLNow", "getURLNow", "get_url_now"},
	}
	for _, test := range tests {
		if got := lowerFirst(test.name); got != test.lower {
			t.Errorf("lowerFirst(%q) = %q, want %q", test.name, got, test.lower)
		}
		if got := snake(test.name); got != test.snake {
			t.Errorf("snake(%q) = %q, want %q", test.name, got, test.snake)
		}
	}
}
