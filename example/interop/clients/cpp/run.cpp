// autobahn for C++ goes through all behaviours that are asked for, in order:
//
//   run URL SERIALIZATION NAME PEERS BEHAVIOUR...
//
// The arguments and the output are those of run.mjs; the serialization is MessagePack.

#include "sessions.hpp"

#include <functional>
#include <iostream>
#include <sstream>

using text = std::string;
using dict = std::map<text, text>;
using msgpack::object;

namespace {

const text base = "com.example.interop";

struct sessions {
    text url, name;
    std::vector<text> peers;
    client &alice, &bob, &carol;
};

template <typename A, typename B>
void same(const A& got, const B& want, const char* where = "") {
    if (!(got == want)) throw std::runtime_error(text("not as wanted ") + where);
}

// fails wants the error of a request.
template <typename T>
void fails(boost::future<T> future, const text& uri) {
    try {
        client::wait(std::move(future));
    } catch (const std::runtime_error& e) {
        if (text(e.what()).compare(0, uri.size(), uri) == 0) return;
        throw std::runtime_error("the error is " + text(e.what()));
    }
    throw std::runtime_error("no error, want " + uri);
}

autobahn::provide_options provide_options(std::initializer_list<std::pair<text, const char*>> options) {
    autobahn::provide_options all;
    for (const auto& o : options) all.emplace(o.first, object(o.second));
    return all;
}

autobahn::wamp_subscription subscribe(client& c, const text& topic, autobahn::wamp_event_handler handler, const text& match = "") {
    autobahn::wamp_subscribe_options options;
    if (!match.empty()) options.set_match(match);
    return client::wait(c->subscribe(topic, handler, options));
}

void args_and_kwargs(sessions& s) {
    using nested = std::map<text, std::vector<int64_t>>;
    const nested value{{"Zoë 👋", {1, -2, int64_t(1) << 40}}};
    const auto result = client::wait(s.alice->call(base + ".echo", std::make_tuple(value), dict{{"note", "n"}}));
    same(result.argument<nested>(0), value);
    same(result.kw_argument<text>("note"), "n");
}

void typed_error(sessions& s) {
    fails(s.alice->call(base + ".shatter", std::make_tuple(text("axle"))), base + ".error.broken");
    fails(s.alice->call(base + ".echo"), "wamp.error.invalid_argument");
}

void called_by_the_workshop(sessions& s) {
    const auto registration = client::wait(s.alice->provide(base + ".customer." + s.name + ".answer", [](autobahn::wamp_invocation i) {
        i->result(i->arguments<std::vector<object>>(), i->kw_arguments<std::map<text, object>>());
    }));
    const auto result = client::wait(s.alice->call(base + ".ask", std::make_tuple(s.name, std::vector<int>{1, 2}), dict{{"note", "asked"}}));
    same(result.argument<std::vector<int>>(0), std::vector<int>({1, 2}));
    same(result.kw_argument<text>("note"), "asked");
}

void error_of_the_own_handler(sessions& s) {
    const auto uri = base + "." + s.name + ".broken";
    client::wait(s.alice->provide(uri, [](autobahn::wamp_invocation i) { i->error(base + ".error.broken", std::vector<text>{}, dict{{"part", "wheel"}}); }));
    fails(s.bob->call(uri), base + ".error.broken");
}

void timeout(sessions& s) {
    autobahn::wamp_call_options options;
    options.set_timeout(std::chrono::milliseconds(1000));
    fails(s.alice->call(base + ".wait", std::make_tuple(s.name + "_late"), options), "wamp.error.timeout");
    client::wait(s.alice->call(base + ".ended", std::make_tuple(s.name + "_late")));
}

void shared_registration(sessions& s) {
    const auto uri = base + "." + s.name + ".shared";
    const auto options = provide_options({{"invoke", "roundrobin"}});
    client::wait(s.alice->provide(uri, [](autobahn::wamp_invocation i) { i->result(std::make_tuple(text("alice"))); }, options));
    client::wait(s.bob->provide(uri, [](autobahn::wamp_invocation i) { i->result(std::make_tuple(text("bob"))); }, options));
    std::map<text, int> answers;
    for (int i = 0; i < 4; i++) answers[client::wait(s.carol->call(uri)).argument<text>(0)]++;
    same(answers, std::map<text, int>{{"alice", 2}, {"bob", 2}});
}

void prefix_registration(sessions& s) {
    const auto uri = base + "." + s.name + ".prefix";
    client::wait(s.alice->provide(uri, [](autobahn::wamp_invocation i) { i->result(std::make_tuple(i->uri())); }, provide_options({{"match", "prefix"}})));
    for (const auto& called : {uri + ".a.b", uri + "ed"}) same(client::wait(s.bob->call(called)).argument<text>(0), called);
}

void wildcard_registration(sessions& s) {
    client::wait(s.alice->provide(base + "." + s.name + "..get", [](autobahn::wamp_invocation i) { i->result(std::make_tuple(i->uri())); }, provide_options({{"match", "wildcard"}})));
    const auto called = base + "." + s.name + ".x.get";
    same(client::wait(s.bob->call(called)).argument<text>(0), called);
    fails(s.bob->call(base + "." + s.name + ".x.set"), "wamp.error.no_such_procedure");
}

void caller_disclosed_by_permission(sessions& s) {
    same(client::wait(s.alice->call(base + ".who")).kw_argument<uint64_t>("caller"), s.alice.id);
    const auto uri = base + ".known." + s.name;
    client::wait(s.alice->provide(uri, [](autobahn::wamp_invocation i) { i->result(std::make_tuple(i->detail<uint64_t>("caller"))); }));
    same(client::wait(s.bob->call(uri)).argument<uint64_t>(0), s.bob.id);
}

void concurrent_calls(sessions& s) {
    const auto uri = base + "." + s.name + ".later";
    client::wait(s.alice->provide(uri, [](autobahn::wamp_invocation i) { i->result(i->arguments<std::vector<int>>()); }));
    std::vector<boost::future<autobahn::wamp_call_result>> calls;
    for (int n = 0; n < 200; n++) calls.push_back(s.bob->call(uri, std::make_tuple(n)));
    for (int n = 0; n < 200; n++) same(client::wait(std::move(calls[n])).argument<int>(0), n);
}

void refused_by_permissions(sessions& s) {
    fails(s.carol->provide(base + "." + s.name + ".x", [](autobahn::wamp_invocation) {}), "wamp.error.not_authorized");
}

void large_payload(sessions& s) {
    const text value(960'000, 'x');
    same(client::wait(s.alice->call(base + ".echo", std::make_tuple(value), dict{{"note", ""}})).argument<text>(0), value);
}

void binary(sessions& s) {
    const std::vector<char> data{0, 1, 2, char(254), char(255)};
    const auto got = client::wait(s.alice->call(base + ".reverse", std::make_tuple(data))).argument<std::vector<char>>(0);
    same(got, std::vector<char>(data.rbegin(), data.rend()));
}

void heard_by_the_workshop(sessions& s) {
    client::wait(s.alice->publish(base + ".said." + s.name, std::make_tuple(7), dict{{"note", "said"}}));
    const auto heard = client::wait(s.alice->call(base + ".heard", std::make_tuple(s.name)));
    same(heard.argument<int>(0), 7);
    same(heard.kw_argument<text>("note"), "said");
}

void events_of_the_workshop(sessions& s) {
    queue<text> news;
    const auto subscription = subscribe(s.alice, base + ".news." + s.name, [&](const autobahn::wamp_event& e) { news.put(e.kw_argument<text>("text")); });
    client::wait(s.alice->call(base + ".announce", std::make_tuple(s.name, text("Zoë 👋"))));
    same(news.take(), "Zoë 👋");
    client::wait(s.alice->unsubscribe(subscription));
}

// both has alice and bob subscribe to a topic, and publishes 1 as alice and 2 as bob.
void both(sessions& s, const autobahn::wamp_publish_options& options, const std::vector<int>& alices, const std::vector<int>& bobs) {
    queue<int> alice, bob;
    const auto topic = base + "." + s.name + ".me";
    const auto own = subscribe(s.alice, topic, [&](const autobahn::wamp_event& e) { alice.put(e.argument<int>(0)); });
    const auto other = subscribe(s.bob, topic, [&](const autobahn::wamp_event& e) { bob.put(e.argument<int>(0)); });
    client::wait(s.alice->publish(topic, std::make_tuple(1), options));
    client::wait(s.alice->call(base + ".echo", std::make_tuple(0), dict{{"note", ""}})); // the router has it
    client::wait(s.bob->publish(topic, std::make_tuple(2), options));
    for (const int n : alices) same(alice.take(), n, "for alice");
    for (const int n : bobs) same(bob.take(), n, "for bob");
    client::wait(s.alice->unsubscribe(own));
    client::wait(s.bob->unsubscribe(other));
    same(alice.waiting() + bob.waiting(), 0u);
}

void publisher_excluded(sessions& s) { both(s, {}, {2}, {1}); }

void exclude_me_false(sessions& s) {
    autobahn::wamp_publish_options options;
    options.set_exclude_me(false);
    both(s, options, {1, 2}, {1, 2});
}

// pattern has bob subscribe to a pattern: the second topic matches.
void pattern(sessions& s, const text& match, const text& subscribed, const text& other, const text& topic) {
    queue<text> events;
    const auto in = base + "." + s.name;
    const auto subscription = subscribe(s.bob, in + subscribed, [&](const autobahn::wamp_event& e) { events.put(e.uri()); }, match);
    client::wait(s.alice->publish(in + other));
    client::wait(s.alice->publish(in + topic));
    same(events.take(), in + topic);
    client::wait(s.bob->unsubscribe(subscription));
}

void prefix_subscription(sessions& s) { pattern(s, "prefix", ".pre", ".other", ".pre.a"); }
void wildcard_subscription(sessions& s) { pattern(s, "wildcard", "..changed", ".x.other", ".x.changed"); }

void unsubscribe(sessions& s) {
    queue<int> events;
    const auto topic = base + "." + s.name + ".left";
    const auto subscription = subscribe(s.bob, topic, [&](const autobahn::wamp_event& e) { events.put(e.argument<int>(0)); });
    client::wait(s.alice->publish(topic, std::make_tuple(1)));
    same(events.take(), 1);
    client::wait(s.bob->unsubscribe(subscription));
    client::wait(s.alice->publish(topic, std::make_tuple(2)));
    client::wait(s.alice->call(base + ".echo", std::make_tuple(0), dict{{"note", ""}}));
    client::wait(s.bob->call(base + ".echo", std::make_tuple(0), dict{{"note", ""}})); // what was sent before it has come
    same(events.waiting(), 0u);
}

void order_of_1000_events(sessions& s) {
    queue<int> events;
    const auto topic = base + "." + s.name + ".many";
    const auto subscription = subscribe(s.bob, topic, [&](const autobahn::wamp_event& e) { events.put(e.argument<int>(0)); });
    for (int n = 0; n < 1000; n++) s.alice->publish(topic, std::make_tuple(n));
    for (int n = 0; n < 1000; n++) same(events.take(), n);
    client::wait(s.bob->unsubscribe(subscription));
}

void session_meta_api(sessions& s) {
    queue<uint64_t> joined, left;
    const auto on_join = subscribe(s.alice, "wamp.session.on_join", [&](const autobahn::wamp_event& e) { joined.put(e.argument<std::map<text, object>>(0).at("session").as<uint64_t>()); });
    const auto on_leave = subscribe(s.alice, "wamp.session.on_leave", [&](const autobahn::wamp_event& e) { left.put(e.argument<uint64_t>(0)); });
    uint64_t id;
    {
        client guest(s.url, "carol");
        id = guest.id;
        while (joined.take() != id) {} // others join beside us
        const auto details = client::wait(s.alice->call("wamp.session.get", std::make_tuple(id))).argument<std::map<text, object>>(0);
        same(details.at("authid").as<text>(), "carol");
        client::wait(guest->leave());
    }
    while (left.take() != id) {}
    fails(s.alice->call("wamp.session.get", std::make_tuple(id)), "wamp.error.no_such_session");
    client::wait(s.alice->unsubscribe(on_join));
    client::wait(s.alice->unsubscribe(on_leave));
}

// created subscribes to the meta topic, does something, and returns the ID of what it creates
// for a URI, by bob.
uint64_t created(sessions& s, const text& topic, const text& uri, const std::function<void()>& create) {
    queue<std::pair<text, std::pair<uint64_t, uint64_t>>> seen;
    const auto subscription = subscribe(s.alice, topic, [&](const autobahn::wamp_event& e) {
        const auto details = e.argument<std::map<text, object>>(1);
        seen.put({details.at("uri").as<text>(), {e.argument<uint64_t>(0), details.at("id").as<uint64_t>()}});
    });
    create();
    auto found = seen.take();
    while (found.first != uri) found = seen.take(); // others create beside us
    same(found.second.first, s.bob.id);
    client::wait(s.alice->unsubscribe(subscription));
    return found.second.second;
}

void subscription_meta_api(sessions& s) {
    const auto topic = base + "." + s.name + ".meta";
    const auto id = created(s, "wamp.subscription.on_create", topic, [&] { subscribe(s.bob, topic, [](const autobahn::wamp_event&) {}); });
    same(client::wait(s.alice->call("wamp.subscription.lookup", std::make_tuple(topic))).argument<uint64_t>(0), id);
    same(client::wait(s.alice->call("wamp.subscription.list_subscribers", std::make_tuple(id))).argument<std::vector<uint64_t>>(0), std::vector<uint64_t>{s.bob.id});
}

void registration_meta_api(sessions& s) {
    const auto uri = base + "." + s.name + ".meta";
    const auto id = created(s, "wamp.registration.on_create", uri, [&] { client::wait(s.bob->provide(uri, [](autobahn::wamp_invocation i) { i->empty_result(); })); });
    same(client::wait(s.alice->call("wamp.registration.lookup", std::make_tuple(uri))).argument<uint64_t>(0), id);
    same(client::wait(s.alice->call("wamp.registration.list_callees", std::make_tuple(id))).argument<std::vector<uint64_t>>(0), std::vector<uint64_t>{s.bob.id});
}

void testament(sessions& s) {
    queue<text> events;
    const auto topic = base + "." + s.name + ".will";
    const auto subscription = subscribe(s.alice, topic, [&](const autobahn::wamp_event& e) { events.put(e.argument<text>(0) + e.kw_argument<text>("kept")); });
    {
        client heir(s.url, "bob");
        client::wait(heir->call("wamp.session.add_testament", std::make_tuple(topic, std::vector<text>{"all to alice"}, dict{{"kept", "!"}})));
        client::wait(heir->leave());
    }
    same(events.take(), "all to alice!");
    client::wait(s.alice->unsubscribe(subscription));
}

void calls_to_the_other_languages(sessions& s) {
    for (const auto& peer : s.peers) {
        const auto to = base + ".peer." + peer;
        using numbers = std::map<text, int64_t>;
        const numbers value{{"Zoë 👋", 9007199254740991}};
        const auto result = client::wait(s.alice->call(to + ".echo", std::make_tuple(value), dict{{"note", "n"}}));
        same(result.argument<numbers>(0), value, peer.c_str());
        same(result.kw_argument<text>("note"), "n", peer.c_str());
        fails(s.alice->call(to + ".shatter", std::make_tuple(text("axle"))), base + ".error.broken");
    }
}

void events_of_the_other_languages(sessions& s) {
    queue<text> events;
    const auto subscription = subscribe(s.alice, base + ".relay." + s.name, [&](const autobahn::wamp_event& e) { events.put(e.argument<text>(0) + e.kw_argument<text>("note")); });
    for (const auto& peer : s.peers) {
        client::wait(s.alice->call(base + ".peer." + peer + ".relay", std::make_tuple(s.name, peer), dict{{"note", "ü"}}));
        same(events.take(), peer + "ü");
    }
    client::wait(s.alice->unsubscribe(subscription));
}

void events_to_the_other_languages(sessions& s) {
    for (const auto& peer : s.peers) {
        client::wait(s.alice->publish(base + ".note." + peer, std::make_tuple(s.name), dict{{"note", "ü"}}));
        same(client::wait(s.alice->call(base + ".peer." + peer + ".noted", std::make_tuple(s.name))).argument<text>(0), "ü", peer.c_str());
    }
}

const std::map<text, std::function<void(sessions&)>> behaviours{
    {"args and kwargs", args_and_kwargs},
    {"typed error", typed_error},
    {"called by the workshop", called_by_the_workshop},
    {"error of the own handler", error_of_the_own_handler},
    {"timeout", timeout},
    {"shared registration", shared_registration},
    {"prefix registration", prefix_registration},
    {"wildcard registration", wildcard_registration},
    {"caller disclosed by permission", caller_disclosed_by_permission},
    {"concurrent calls", concurrent_calls},
    {"refused by permissions", refused_by_permissions},
    {"large payload", large_payload},
    {"binary", binary},
    {"heard by the workshop", heard_by_the_workshop},
    {"events of the workshop", events_of_the_workshop},
    {"publisher excluded", publisher_excluded},
    {"exclude_me: false", exclude_me_false},
    {"prefix subscription", prefix_subscription},
    {"wildcard subscription", wildcard_subscription},
    {"unsubscribe", unsubscribe},
    {"order of 1000 events", order_of_1000_events},
    {"session meta API", session_meta_api},
    {"subscription meta API", subscription_meta_api},
    {"registration meta API", registration_meta_api},
    {"testament", testament},
    {"calls to the other languages", calls_to_the_other_languages},
    {"events of the other languages", events_of_the_other_languages},
    {"events to the other languages", events_to_the_other_languages},
};

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 5) throw std::runtime_error("want URL SERIALIZATION NAME PEERS BEHAVIOUR...");
    client alice(argv[1], "alice"), bob(argv[1], "bob"), carol(argv[1], "carol");
    sessions s{argv[1], argv[3], {}, alice, bob, carol};
    std::istringstream peers(argv[4]);
    for (text peer; std::getline(peers, peer, ',');) s.peers.push_back(peer);
    int failed = 0;
    for (int i = 5; i < argc; i++) {
        try {
            behaviours.at(argv[i])(s);
            std::cout << "ok  " << argv[i] << std::endl;
        } catch (const std::exception& e) {
            failed++;
            std::cout << "FAILED  " << argv[i] << ": " << e.what() << std::endl;
        }
    }
    if (failed) return 1;
    for (client* c : {&alice, &bob, &carol}) client::wait((*c)->leave());
    return 0;
} catch (const std::exception& e) {
    std::cerr << e.what() << std::endl;
    return 1;
}
