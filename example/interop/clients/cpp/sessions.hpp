// Sessions of autobahn for C++.

#ifndef SESSIONS_HPP
#define SESSIONS_HPP

#include <autobahn/autobahn.hpp>
#include <autobahn/wamp_websocketpp_websocket_transport.hpp>
#include <boost/asio.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
#include <websocketpp/client.hpp>
#include <websocketpp/config/asio_no_tls_client.hpp>

using websocket_client = websocketpp::client<websocketpp::config::asio_client>;

// ticketed answers the challenge for a ticket.
class ticketed : public autobahn::wamp_session {
public:
    ticketed(boost::asio::io_service& io, std::string authid) : wamp_session(io), authid(std::move(authid)) {}
    boost::future<autobahn::wamp_authenticate> on_challenge(const autobahn::wamp_challenge&) override {
        return boost::make_ready_future(autobahn::wamp_authenticate(authid + "s"));
    }

private:
    std::string authid;
};

// client is a session in a thread of its own. Whatever takes a future waits for it here.
class client {
public:
    // Where url leads: WebSocket (ws:), RawSocket (rs://host:port), or RawSocket over a Unix
    // socket (rs://unix:/path).
    client(const std::string& url, const std::string& authid)
        : work(new boost::asio::io_service::work(io)), session(std::make_shared<ticketed>(io, authid)) {
        const auto transport = transport_of(url);
        transport->attach(std::static_pointer_cast<autobahn::wamp_transport_handler>(session));
        thread = std::thread([this] {
            try {
                io.run();
            } catch (const std::exception& e) {
                std::fprintf(stderr, "session: %s\n", e.what());
            }
        });
        wait(transport->connect());
        wait(session->start());
        id = wait(session->join("realm1", {"ticket"}, authid));
    }

    ~client() {
        work.reset();
        io.stop();
        thread.join();
    }

    template <typename T>
    static T wait(boost::future<T> future) {
        if (future.wait_for(boost::chrono::seconds(20)) != boost::future_status::ready) throw std::runtime_error("does not end");
        return future.get();
    }

    autobahn::wamp_session* operator->() { return session.get(); }
    uint64_t id;

private:
    std::shared_ptr<autobahn::wamp_transport> transport_of(const std::string& url) {
        if (url.compare(0, 3, "ws:") == 0) {
            websocket.clear_access_channels(websocketpp::log::alevel::all);
            websocket.clear_error_channels(websocketpp::log::elevel::all);
            websocket.init_asio(&io);
            return std::make_shared<autobahn::wamp_websocketpp_websocket_transport<websocketpp::config::asio_client>>(websocket, url);
        }
        const std::string unix_socket = "rs://unix:";
        if (url.compare(0, unix_socket.size(), unix_socket) == 0)
            return std::make_shared<autobahn::wamp_uds_transport>(io, boost::asio::local::stream_protocol::endpoint(url.substr(unix_socket.size())));
        const auto port = static_cast<unsigned short>(std::stoi(url.substr(url.rfind(':') + 1)));
        return std::make_shared<autobahn::wamp_tcp_transport>(io, boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), port));
    }

    boost::asio::io_service io;
    std::unique_ptr<boost::asio::io_service::work> work;
    std::thread thread;
    websocket_client websocket;
    std::shared_ptr<ticketed> session;
};

// queue keeps what events bring until it is taken.
template <typename T>
class queue {
public:
    void put(T value) {
        std::lock_guard<std::mutex> lock(mutex);
        values.push_back(std::move(value));
        changed.notify_all();
    }
    T take() {
        std::unique_lock<std::mutex> lock(mutex);
        if (!changed.wait_for(lock, std::chrono::seconds(20), [this] { return !values.empty(); })) throw std::runtime_error("nothing comes");
        T value = std::move(values.front());
        values.pop_front();
        return value;
    }
    size_t waiting() {
        std::lock_guard<std::mutex> lock(mutex);
        return values.size();
    }

private:
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<T> values;
};

#endif
