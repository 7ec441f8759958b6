/** A partner's own program at an SFTP server: leaves files whole, and fetches what lies there for him. */
import ssh2, { type ConnectConfig, type SFTPWrapper } from "ssh2";

export interface SftpPartner {
  /** Under another name first: a file that has its name is whole. */
  leave(path: string, text: string): Promise<void>;
  names(folder: string): Promise<string[]>;
  fetch(path: string): Promise<string>;
}

/** Signs in anew for each thing that it does, as such programs do. */
export function sftpPartner(login: ConnectConfig): SftpPartner {
  const using = async <T>(work: (sftp: SFTPWrapper) => Promise<T>): Promise<T> => {
    const client = new ssh2.Client();
    try {
      const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
        client.on("error", reject);
        client.on("ready", () => client.sftp((error, opened) => (error ? reject(error) : resolve(opened))));
        client.connect(login);
      });
      return await work(sftp);
    } finally {
      client.end();
    }
  };
  const done = (run: (callback: (error?: Error | null) => void) => unknown): Promise<void> =>
    new Promise((resolve, reject) => void run((error) => (error ? reject(error) : resolve())));
  return {
    leave: (path, text) =>
      using(async (sftp) => {
        await done((callback) => sftp.writeFile(`${path}.part`, text, callback));
        await done((callback) => sftp.rename(`${path}.part`, path, callback));
      }),
    names: (folder) =>
      using((sftp) => new Promise((resolve, reject) => {
        sftp.readdir(folder, (error, found) => (error ? reject(error) : resolve(found.map((one) => one.filename))));
      })),
    fetch: (path) =>
      using((sftp) => new Promise((resolve, reject) => {
        sftp.readFile(path, (error, body) => (error ? reject(error) : resolve(body.toString("utf8"))));
      })),
  };
}
