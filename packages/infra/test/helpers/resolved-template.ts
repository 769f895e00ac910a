export interface PlainResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
}

export interface PlainTemplate {
  readonly Resources: Readonly<Record<string, PlainResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** ResolvedTemplate is a template whose references are resolved to names, URLs and ARNs, as CloudFormation does. */
export class ResolvedTemplate {
  readonly #resources: PlainTemplate['Resources'];
  readonly #place: Place;

  constructor({ Resources }: PlainTemplate, place: Place) {
    this.#resources = Resources;
    this.#place = place;
  }

  /** The properties of all resources of a type. */
  all<Properties = Record<string, unknown>>(type: string): Properties[] {
    return this.#ofType(type).map(({ Properties: properties }) => this.#resolve(properties) as Properties);
  }

  /** The properties of the only resource of a type, or the only one that `isMeant` selects. */
  only<Properties = Record<string, unknown>>(
    type: string,
    isMeant: (properties: Properties) => boolean = () => true,
  ): Properties {
    const [first, ...others] = this.all<Properties>(type).filter(isMeant);
    if (first === undefined || others.length > 0)
      throw new Error(
        `${others.length + Number(first !== undefined)} matching resources of type ${type}, not one`,
      );
    return first;
  }

  count(type: string): number {
    return this.#ofType(type).length;
  }

  /** The distinct deletion policies of the resources of a type. */
  deletionPolicies(type: string): string[] {
    return [...new Set(this.#ofType(type).map(({ DeletionPolicy = 'Delete' }) => DeletionPolicy))].sort();
  }

  #ofType(type: string): PlainResource[] {
    return Object.values(this.#resources).filter(({ Type }) => Type === type);
  }

  #resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name = '', argument] = entries[0] ?? [];
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::')))
      return this.#call(name, this.#resolve(argument));
    return Object.fromEntries(entries.map(([key, inner]) => [key, this.#resolve(inner)]));
  }

  #call(name: string, argument: unknown): unknown {
    if (name === 'Ref') return this.#reference(argument as string);
    if (name === 'Fn::Sub')
      return (argument as string).replace(/\$\{(.+?)\}/g, (_, id: string) => this.#reference(id));
    const [first, second] = argument as [string, string | string[]];
    if (name === 'Fn::GetAtt') return this.#attribute(first, second as string);
    if (name === 'Fn::Join') return (second as string[]).join(first);
    if (name === 'Fn::Split') return (second as string).split(first);
    if (name === 'Fn::Select') return second[Number(first)];
    throw new Error(`${name} is not supported`);
  }

  #reference(id: string): string {
    const { account, region } = this.#place;
    const pseudo: Readonly<Record<string, string>> = {
      'AWS::Partition': 'aws',
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    switch (this.#resources[id]?.Type) {
      case undefined:
        return pseudo[id] ?? id;
      case 'AWS::SQS::Queue':
        return `https://sqs.${region}.amazonaws.com/${account}/${this.#name(id, 'QueueName')}`;
      case 'AWS::Lambda::Function':
        return this.#name(id, 'FunctionName');
      case 'AWS::Lambda::Alias':
        return `arn:aws:lambda:${region}:${account}:function:${String(this.#resolve(this.#resources[id].Properties['FunctionName']))}:live`;
      default:
        return id;
    }
  }

  #attribute(id: string, attribute: string): string {
    const { account, region } = this.#place;
    const arn = (service: string, resource: string): string =>
      `arn:aws:${service}:${region}:${account}:${resource}`;
    switch (`${this.#resources[id]?.Type} ${attribute}`) {
      case 'AWS::SQS::Queue Arn':
        return arn('sqs', this.#name(id, 'QueueName'));
      case 'AWS::SQS::Queue QueueName':
        return this.#name(id, 'QueueName');
      case 'AWS::EFS::FileSystem Arn':
        return arn('elasticfilesystem', `file-system/${id}`);
      case 'AWS::Logs::LogGroup Arn':
        return arn('logs', `log-group:${this.#name(id, 'LogGroupName')}:*`);
      case 'AWS::IAM::Role Arn':
        return `arn:aws:iam::${account}:role/${id}`;
      default:
        return `${id}.${attribute}`;
    }
  }

  #name(id: string, property: string): string {
    const name = this.#resources[id]?.Properties[property];
    return typeof name === 'string' ? name : id;
  }
}
