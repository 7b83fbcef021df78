// A scripted model: an API of OpenAI's style on this machine that says what a test wrote.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  text?: string;
  tool?: [name: string, given: object];
  stalls?: boolean; // says this much and then nothing more
}

export class ScriptedModel {
  readonly requests: string[] = [];
  private constructor(private server_: Server) {}

  static async start(answer_to: (request: string) => Answer): Promise<ScriptedModel> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (bytes: Buffer) => (body += bytes.toString()));
      request.on('end', () => {
        model.requests.push(body);
        say(response, answer_to(body));
      });
    });
    const model = new ScriptedModel(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return model;
  }

  // suit.toml of a person who uses it.
  get settings(): string {
    const { port } = this.server_.address() as AddressInfo;
    return `default_model = "up"
[[model]]
name = "up"
kind = "openai"
url = "http://127.0.0.1:${port}/v1"
id = "m"
price_in = 1.0
price_out = 10.0
`;
  }

  close(): void {
    this.server_.closeAllConnections();
    this.server_.close();
  }
}

function say(response: ServerResponse, { text, tool, stalls }: Answer): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const send = (json: object) => response.write(`data: ${JSON.stringify({ model: 'm', ...json })}\n\n`);
  const call = tool && {
    tool_calls: [
      { index: 0, id: 'c1', type: 'function', function: { name: tool[0], arguments: JSON.stringify(tool[1]) } },
    ],
  };
  send({ choices: [{ index: 0, delta: { role: 'assistant', ...(call ?? { content: text }) } }] });
  if (stalls) return;
  send({ choices: [{ index: 0, delta: {}, finish_reason: call ? 'tool_calls' : 'stop' }] });
  send({ choices: [], usage: { prompt_tokens: 1000, completion_tokens: 20 } });
  response.end('data: [DONE]\n\n');
}
