"""A scripted model for agents that are tested without a network: it plays steps over the APIs of Anthropic
(/v1/messages) and OpenAI (/v1/responses, /v1/chat/completions).

A step is {"text": …}, which ends a turn, or {"tool": NAME, "args": {…}}. The step that is played is the number of answers
in the request, so that a request that is sent again gets the same answer. A request that offers no tools (titles,
summaries) gets "ok".
"""
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def count_anthropic(body):
    return sum(message["role"] == "assistant" for message in body["messages"])


def count_responses(body):
    kinds = ("function_call", "custom_tool_call", "local_shell_call")
    return sum(item.get("type") in kinds or item.get("role") == "assistant" for item in body["input"] if isinstance(item, dict))


def anthropic(body, step, number):
    if "tool" in step:
        block = {"type": "tool_use", "id": f"toolu_{number:06}", "name": step["tool"], "input": step["args"]}
        start, delta = {**block, "input": {}}, {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
    else:
        block = {"type": "text", "text": step["text"]}
        start, delta = {"type": "text", "text": ""}, {"type": "text_delta", "text": step["text"]}
    stop = "tool_use" if "tool" in step else "end_turn"
    message = {"id": f"msg_{number:06}", "type": "message", "role": "assistant", "model": body["model"], "content": [],
               "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 10, "output_tokens": 1}}
    if not body.get("stream"):
        return {**message, "content": [block], "stop_reason": stop}
    return [{"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0, "content_block": start},
            {"type": "content_block_delta", "index": 0, "delta": delta},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": stop, "stop_sequence": None}, "usage": {"output_tokens": 5}},
            {"type": "message_stop"}]


def responses(body, step, number):
    if "tool" in step:
        item = {"type": "function_call", "id": f"fc_{number:06}", "call_id": f"call_{number:06}", "name": step["tool"],
                "arguments": json.dumps(step["args"])}
    else:
        item = {"type": "message", "id": f"msg_{number:06}", "role": "assistant", "status": "completed",
                "content": [{"type": "output_text", "text": step["text"], "annotations": []}]}
    usage = {"input_tokens": 10, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 5,
             "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 15}
    whole = {"id": f"resp_{number:06}", "object": "response", "created_at": int(time.time()), "model": body.get("model"),
             "status": "completed", "output": [item], "usage": usage}
    if not body.get("stream"):
        return whole
    begun = {**whole, "status": "in_progress", "output": [], "usage": None}
    events = [{"type": "response.created", "response": begun},
              {"type": "response.output_item.added", "output_index": 0, "item": item},
              {"type": "response.output_item.done", "output_index": 0, "item": item},
              {"type": "response.completed", "response": whole}]
    return [{**event, "sequence_number": at} for at, event in enumerate(events)]


def chat(body, step, number):
    base = {"id": f"chatcmpl-{number:06}", "created": int(time.time()), "model": body.get("model", "mock")}
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    if "tool" in step:
        call = {"id": f"call_{number:06}", "type": "function",
                "function": {"name": step["tool"], "arguments": json.dumps(step["args"])}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        delta, finish = {"role": "assistant", "tool_calls": [{"index": 0, **call}]}, "tool_calls"
    else:
        message = delta = {"role": "assistant", "content": step["text"]}
        finish = "stop"
    if not body.get("stream"):
        choice = {"index": 0, "message": message, "finish_reason": finish}
        return {**base, "object": "chat.completion", "choices": [choice], "usage": usage}
    piece = {**base, "object": "chat.completion.chunk"}
    return [{**piece, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]},
            {**piece, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}], "usage": usage}, "[DONE]"]


APIS = {"/messages": (count_anthropic, anthropic, True), "/responses": (count_responses, responses, True),
        "/chat/completions": (count_anthropic, chat, False)}


class MockModel:
    """A server on 127.0.0.1. `requests` holds the bodies that were answered with a step, in order, as JSON texts."""

    def __init__(self, steps):
        self.steps, self.requests, self.lock = steps, [], threading.Lock()
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self, data, kind="application/json"):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            def do_GET(self):
                models = [{"id": "mock-model", "object": "model", "type": "model", "display_name": "mock", "slug": "mock-model",
                           "created_at": "2025-01-01T00:00:00Z"}]
                self.answer(json.dumps({"object": "list", "data": models, "has_more": False}).encode())

            do_HEAD = do_GET

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
                path = self.path.split("?")[0]
                api = next((api for end, api in APIS.items() if path.endswith(end)), None)
                if api is None:
                    return self.answer(b'{"input_tokens": 10}')
                count, play, names_events = api
                said = play(body, *model.next_step(body, count(body)))
                if isinstance(said, dict):
                    return self.answer(json.dumps(said).encode())
                stream = ""
                for event in said:
                    stream += f"event: {event['type']}\n" if names_events else ""
                    stream += "data: " + (event if isinstance(event, str) else json.dumps(event)) + "\n\n"
                self.answer(stream.encode(), "text/event-stream")

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next_step(self, body, at):
        with self.lock:
            if not body.get("tools"):
                return {"text": "ok"}, 0
            self.requests.append(json.dumps(body))
            return (self.steps[at] if at < len(self.steps) else {"text": "(the script is over)"}), len(self.requests)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
