import { existsSync } from "node:fs";
import { type ExtensionContext, type TextDocument, window, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { mayBeOwn } from "./own-document.ts";
import { serverCommand } from "./server-command.ts";

/** Starts `brownout lsp` once a document is open that may be one of brownout's. */
export async function activate(context: ExtensionContext): Promise<void> {
  if (workspace.textDocuments.some(isOwn)) return start(context);
  const waiting = workspace.onDidOpenTextDocument(async (document) => {
    if (!isOwn(document)) return;
    waiting.dispose();
    await start(context);
  });
  context.subscriptions.push(waiting);
}

function isOwn(document: TextDocument): boolean {
  const { languageId, uri } = document;
  return languageId === "yaml" && uri.scheme === "file" && mayBeOwn(uri.path, document.getText());
}

async function start(context: ExtensionContext): Promise<void> {
  const setting = workspace.getConfiguration("brownout").get<string>("command", "");
  const folders = workspace.workspaceFolders?.map(({ uri }) => uri.fsPath) ?? [];
  const command = serverCommand(setting, folders, process.platform, existsSync);
  // Windows runs scripts by a shell alone, which takes words apart at spaces.
  const server =
    process.platform === "win32"
      ? { command: `"${command}"`, args: ["lsp"], options: { shell: true } }
      : { command, args: ["lsp"] };
  const client = new LanguageClient("brownout", server, { documentSelector: [{ scheme: "file", language: "yaml" }] });
  context.subscriptions.push(client);
  try {
    await client.start();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const help = 'Install brownout in the workspace, or set "brownout.command".';
    await window.showErrorMessage(`brownout: "${command} lsp" doesn't start: ${why}. ${help}`);
  }
}
